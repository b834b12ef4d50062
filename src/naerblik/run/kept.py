"""What is imported and made from here on is kept: looking for garbage among it would be in vain, and is left out.

Importing this module begins that time, naerblik.run.warm ends it. It is a fifth of the time that imports take.
"""

import gc

gc.disable()
