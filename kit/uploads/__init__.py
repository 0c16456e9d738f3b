"""Files that people send in: judged by what is in them, stored under opaque names, handed out as attachments.

``examine`` judges and refuses, ``keep`` stores, ``attachment`` hands out. No other module of the project opens a
file that a stranger made, spreadsheets to import aside.

What is judged: that the file is of a kind that is taken by its content and its name says the same; that a package
(Word, Excel, PowerPoint, OpenDocument) unpacks to a sane size, holds well-formed parts without document type
definitions, macros, programs or passwords, and loads nothing from the web. Pictures are drawn anew, and so
arrive without what hid in them.

What is not: there is no virus scanner, so a text that a scanner would know (EICAR's, say) is a text like any other.
Scripts inside a PDF, field codes and links of a document are left to the program that opens it, which knows from
the browser that the file comes from elsewhere. The portal itself never opens a stored file.
"""

from kit.uploads.attaching import attachment
from kit.uploads.examining import LIMIT, Upload, examine
from kit.uploads.field import UploadField
from kit.uploads.keeping import Damaged, Kept, discard, keep, opened
from kit.uploads.kinds import ENDINGS, Kind
from kit.uploads.names import clean_name

__all__ = [
    "ENDINGS",
    "LIMIT",
    "Damaged",
    "Kept",
    "Kind",
    "Upload",
    "UploadField",
    "attachment",
    "clean_name",
    "discard",
    "examine",
    "keep",
    "opened",
]
