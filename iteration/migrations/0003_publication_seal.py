from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("iteration", "0002_guards"),
        ("ledger", "0003_broker"),
    ]

    operations = [
        migrations.AddField(
            model_name="publication",
            name="seal",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=models.deletion.PROTECT,
                related_name="+",
                to="ledger.seal",
                verbose_name="seal",
            ),
        ),
    ]
