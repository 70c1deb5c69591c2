"""What a password must be like, said in Chinese."""

from django.contrib.auth.password_validation import MinimumLengthValidator


class LongEnough(MinimumLengthValidator):
    """Django's own check; its message for this language is not translated."""

    def get_error_message(self) -> str:
        """What is wrong with one that is too short."""
        return f"太短，至少要{self.min_length}位。"

    def get_help_text(self) -> str:
        """What is asked for."""
        return f"密码至少{self.min_length}位。"
