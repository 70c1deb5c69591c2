from django.apps import AppConfig


class ExchangeConfig(AppConfig):
    name = "xuanxian.exchange"
    label = "exchange"
    verbose_name = "交换"
