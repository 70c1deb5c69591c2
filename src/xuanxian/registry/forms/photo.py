"""The portrait of a file as an upload."""

from io import BytesIO

from django import forms
from django.core.files.uploadedfile import UploadedFile
from PIL import Image, UnidentifiedImageError

LARGEST = 5 * 1024 * 1024
_MOST_PIXELS = 40_000_000


class PhotoForm(forms.Form):
    """A JPEG portrait, kept as received once it proved to be a whole picture."""

    jpeg = forms.FileField(
        label="照片",
        help_text="JPEG，近期正面免冠证件照，不超过5MB。",
        widget=forms.ClearableFileInput({"accept": "image/jpeg"}),
    )

    def clean_jpeg(self) -> bytes:
        upload: UploadedFile = self.cleaned_data["jpeg"]
        if (upload.size or 0) > LARGEST:
            raise forms.ValidationError("照片超过5MB，请压缩后再上传。")
        content = upload.read()
        try:
            with Image.open(BytesIO(content), formats=["JPEG"]) as picture:
                if picture.width * picture.height > _MOST_PIXELS:
                    raise forms.ValidationError("照片像素过大，请缩小后再上传。")
                picture.load()
        except (UnidentifiedImageError, OSError, Image.DecompressionBombError) as error:
            raise forms.ValidationError(
                "这不是完整的 JPEG 照片，请用看图软件另存为 .jpg 后再上传。"
            ) from error
        return content
