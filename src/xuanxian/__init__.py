"""Xuanxian (选贤): selection and appointment work of an organisation department."""

__version__ = "0.1.0"
