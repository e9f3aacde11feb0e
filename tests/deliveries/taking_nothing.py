"""A practice software that takes nothing back."""


class Nothing:
    key, name, settings, pace = "nothing", "Nothing", (), 1000

    def open(self, settings, caller):
        return object()


CONNECTOR = Nothing()
