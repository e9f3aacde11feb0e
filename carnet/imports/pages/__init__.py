"""The pages of an import in words: what a plan, a table and a result say to people. Decides nothing, writes nothing."""
