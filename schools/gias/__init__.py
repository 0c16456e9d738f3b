"""The national register of schools (Get Information about Schools), as its files come.

Files are recognised by their headers (layouts), read into records (readers, cells, records) and brought together
into the picture of one trust (picture, members, ancestry, phases), which is compared with what the portal holds
(comparing, difference) and told line by line (telling).
No Django here: rows in, values and sentences out.

Files: https://get-information-schools.service.gov.uk/Downloads
"""
