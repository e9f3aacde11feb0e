"""A document under the digest it is known by, so that what was made of it once need not be made again."""

from collections.abc import Callable

from carnet.questionnaires.loading import Document


class Written:
    """A document that is equal to another when its digest is; opened only when it is needed."""

    def __init__(self, digest: str, document: Callable[[], Document]) -> None:
        self.digest = digest
        self.document = document

    def __hash__(self) -> int:
        return hash(self.digest)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Written) and other.digest == self.digest
