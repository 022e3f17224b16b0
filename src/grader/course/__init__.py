"""What the manifests of the course say."""
