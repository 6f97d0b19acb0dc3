"""An Asterisk ARI application that brings a company's calls to the people on duty."""
