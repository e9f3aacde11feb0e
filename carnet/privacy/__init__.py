"""The registers a firm has to keep about its use of data: what it does with which, what went wrong, and who asked for
what. Sees every stage, for the first of them is read from what is really switched on."""
