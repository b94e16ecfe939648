# What every handset image holds besides its board's drivers: the library and the application.
import os

package("mikey", base_path="../lib")
freeze("app", tuple(n for n in ("main.py", "console.py") if os.path.exists("app/" + n)))
