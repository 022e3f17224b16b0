"""What a check needs: expectations, patterns, mistakes, the student fixture, the plugin."""
