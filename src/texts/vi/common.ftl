# Words used everywhere.
yes = Có
no = Không
