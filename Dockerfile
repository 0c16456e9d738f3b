# The portal as one image; docker-compose.yml starts it as web server, worker and timetable.
FROM python:3.11-slim-bookworm

# What WeasyPrint needs for text. Everything else comes in wheels.
RUN apt-get update \
    && apt-get install --yes --no-install-recommends libpango-1.0-0 libpangoft2-1.0-0 libharfbuzz-subset0 \
    && rm -rf /var/lib/apt/lists/*

ENV PYTHONUNBUFFERED=1 \
    PIP_NO_CACHE_DIR=1 \
    PIP_DISABLE_PIP_VERSION_CHECK=1 \
    VAR_DIR=/var/lib/trust-portal \
    STATIC_ROOT=/srv/static

WORKDIR /srv/portal
COPY requirements/base.txt requirements/base.txt
RUN pip install --require-hashes --no-deps --requirement requirements/base.txt

RUN useradd --system --uid 10001 --home-dir /var/lib/trust-portal portal \
    && install --directory --owner=portal --group=portal /var/lib/trust-portal /srv/static
COPY . .

# Production settings refuse to load without these; the values end with this line.
RUN PORTAL_MODE=production ALLOWED_HOSTS=build.invalid BASE_URL=https://build.invalid \
    SECRET_KEY=only-for-this-line-of-the-build-and-never-to-run-with-it \
    python manage.py collectstatic --noinput --verbosity 0

USER portal
VOLUME /var/lib/trust-portal
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "scripts/healthcheck.py", "web"]
CMD ["gunicorn", "--config", "gunicorn.conf.py", "--bind", "0.0.0.0:8000", "trust_portal.wsgi:application"]
