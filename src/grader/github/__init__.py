"""What runs in GitHub's workflows, and talks to GitHub."""
