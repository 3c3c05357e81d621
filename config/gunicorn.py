"""What the web server is told besides its command line: to log as everything else."""

from config import logs

logconfig_dict = logs.OF_GUNICORN
