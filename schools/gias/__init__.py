"""The national register of schools (Get Information about Schools), as its files come.

Files are recognised by their headers (layouts), read into records (readers, cells, records) and brought together
into the picture of one trust (picture, ancestry, phases), which is compared with what the portal holds
(difference).
No Django here: rows in, values and sentences out.

Files: https://get-information-schools.service.gov.uk/Downloads
"""
