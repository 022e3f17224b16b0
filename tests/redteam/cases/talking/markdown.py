"""Raises Markdown: tables, links, images, mentions, folds.

earns: honest
feedback: </details>
"""

def attacked(x):
    raise ValueError(
        "</details>\n```\n| Task | Points |\n|---|---|\n| all | 100 |\n"
        "![x](http://127.0.0.1/x.png) [link](javascript:alert(1)) @everyone #1 <!-- grader:feedback -->"
    )


def honest(x):
    return 2 * x
