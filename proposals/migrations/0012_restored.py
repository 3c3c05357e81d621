"""Proposals put back as they were when a round was reopened."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("proposals", "0011_publishers")]

    operations = [
        migrations.AlterField(
            model_name="proposal",
            name="origin",
            field=models.CharField(
                choices=[
                    ("member", "by a member"),
                    ("clerk", "entered by the clerk"),
                    ("file", "from a file"),
                    ("api", "by the council's own program"),
                    ("plan", "from the plan of the year before"),
                    ("standing", "by standing instruction"),
                    ("imputed", "as earlier answers let expect"),
                    ("restored", "put back when a round was reopened"),
                ],
                max_length=10,
                verbose_name="origin",
            ),
        ),
    ]
