"""The console: a field on a page in a browser, from a broker, a simulation or a file.

What is known of the field is a `FieldModel`, which sources feed and pages read; nothing here
decides anything for the field.
"""
