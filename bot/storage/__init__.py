"""All SQL of the program: tables, migrations, and one file of statements for each use case's needs."""
