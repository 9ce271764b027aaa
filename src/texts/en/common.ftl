# Words used everywhere.
yes = Yes
no = No
