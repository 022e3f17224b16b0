"""Raises scripts and other HTML.

earns: honest
feedback: <script>
"""

def attacked(x):
    print("<script>alert(1)</script><img src=x onerror=alert(1)>")
    raise ValueError("<script>alert(1)</script>\"'><svg/onload=alert(1)>{{ 7 * 7 }}{% raw %}</style></pre>")


def honest(x):
    return 2 * x
