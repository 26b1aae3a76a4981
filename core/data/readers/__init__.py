"""Tables that people bring: CSV and its kin, NumPy's arrays and the IDX files of MNIST, recognised by what is in them."""
