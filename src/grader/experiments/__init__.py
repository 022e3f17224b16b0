"""Experiments: a learner predicts, runs and reports; the judge runs the reported settings again."""
