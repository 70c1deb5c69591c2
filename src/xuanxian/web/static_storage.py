"""Static files under names that carry their content's hash, once they were collected."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class CollectedStaticStorage(CompressedManifestStaticFilesStorage):
    """Hashed names after `collectstatic`; plain names where nothing was collected, as in tests."""

    def stored_name(self, name: str) -> str:
        if not self.hashed_files:
            return name
        return str(super().stored_name(name))
