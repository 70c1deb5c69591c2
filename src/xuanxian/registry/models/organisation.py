"""Organisations as a tree, their posts and their establishment figures."""

import uuid

from django.db import models


class OrganisationKind(models.TextChoices):
    """机构类别."""

    PARTY = "party", "党委机关"
    PEOPLES_CONGRESS = "peoples_congress", "人大机关"
    GOVERNMENT = "government", "政府机关"
    CPPCC = "cppcc", "政协机关"
    DISCIPLINE = "discipline", "纪委监委机关"
    COURT = "court", "法院"
    PROCURATORATE = "procuratorate", "检察院"
    MASS = "mass", "群团组织"
    TOWN = "town", "乡镇（街道）"
    INSTITUTION = "institution", "事业单位"
    ENTERPRISE = "enterprise", "国有企业"
    AREA = "area", "地区"
    SECTION = "section", "内设机构"


class ManagementLevel(models.TextChoices):
    """Who manages the holder of a post: 管理权限."""

    CITY = "city", "市管"
    COUNTY = "county", "县管"
    UNIT = "unit", "单位管"


class Organisation(models.Model):
    """One body of the tree: an area, a unit, or a section inside a unit (B01)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(
        "机构编码", max_length=60, unique=True
    )  # B0111, a prefix of its children's
    name = models.CharField("名称", max_length=120)  # B0101
    short_name = models.CharField("简称", max_length=60, blank=True)  # B0104
    kind = models.CharField("机构类别", max_length=20, choices=OrganisationKind.choices)  # B0131
    level = models.CharField("机构级别", max_length=8, blank=True)  # B0127, code table ZB03
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children"
    )  # B0121
    administered_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="administers"
    )  # whose organisation department manages this unit's leading posts
    place = models.PositiveIntegerField("排序", default=0)
    established_on = models.DateField("成立日期", null=True, blank=True)
    abolished_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "机构"
        ordering = ["place", "code"]

    def __str__(self) -> str:
        return self.short_name or self.name


class PostKind(models.TextChoices):
    """职位类别."""

    LEADING = "leading", "领导职务"
    NON_LEADING = "non_leading", "非领导职务"
    INSTITUTION = "institution", "事业单位职务"
    MID_LEVEL = "mid_level", "中层职务"


class Post(models.Model):
    """A post of a unit: one seat unless `seats` says more."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="posts")
    title = models.CharField("职务名称", max_length=120)  # as in A0215A, without the unit's name
    kind = models.CharField("职位类别", max_length=16, choices=PostKind.choices)
    rank = models.CharField("职务层次", max_length=8)  # code table ZB09
    is_chief = models.BooleanField("正职", default=False)
    is_team_member = models.BooleanField("班子成员", default=False)  # A0201D
    management = models.CharField("管理权限", max_length=8, choices=ManagementLevel.choices)
    counts_against_establishment = models.BooleanField("占职数", default=True)
    seats = models.PositiveSmallIntegerField("职数", default=1)
    place = models.PositiveIntegerField("排序", default=0)
    portfolio = models.CharField("分工（岗位职责）", max_length=200, blank=True)
    requirements = models.TextField("任职要求", blank=True)
    established_on = models.DateField("设立日期", null=True, blank=True)
    abolished_on = models.DateField("撤销日期", null=True, blank=True)

    class Meta:
        verbose_name = "职位"
        ordering = ["organisation", "place"]

    def __str__(self) -> str:
        return f"{self.organisation}{self.title}"


class Establishment(models.Model):
    """How many leader posts of a rank a unit is approved for, from a date on (职数).

    实有 is never stored: it is counted from the holdings in force.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, models.PROTECT, related_name="establishments")
    rank = models.CharField("职务层次", max_length=8)  # code table ZB09
    approved = models.PositiveSmallIntegerField("核定")
    reserved = models.PositiveSmallIntegerField("预留", default=0)
    document_number = models.CharField("批准文号", max_length=80, blank=True)
    valid_from = models.DateField("起")
    valid_until = models.DateField("止", null=True, blank=True)

    class Meta:
        verbose_name = "职数"
        ordering = ["organisation", "rank", "valid_from"]
