"""What is learned from labelled comments: a linear model over hashed words and letters, and how it is trained."""
