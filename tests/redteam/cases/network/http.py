"""Fetches a page.

earns: honest
feedback: an exception of its own | Operation not permitted
"""

import urllib.request


def attacked(x):
    print("ESCAPED" ":", urllib.request.urlopen("http://127.0.0.1:@PORT@/", timeout=1).read())


def honest(x):
    return 2 * x
