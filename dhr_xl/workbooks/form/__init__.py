"""The agency's form: write it from its template."""
