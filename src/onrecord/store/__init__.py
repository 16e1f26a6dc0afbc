"""The store: a folder of Parquet files, for more articles than one record holds.

`layout` is the folder, `tables` the files, `shards` how inputs are cut, `running` fills a store, `reading` reads it
back, `asking` puts questions in SQL, `pulling` makes a record of a part.
"""
