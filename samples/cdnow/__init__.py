"""The sample project: real purchases, a win-back campaign, and numbers known beforehand."""
