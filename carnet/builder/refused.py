class Refused(Exception):
    """An edit that cannot be made; carries one sentence for the person."""

    @property
    def sentence(self) -> str:
        return str(self.args[0])
