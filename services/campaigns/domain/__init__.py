"""The rules of campaigns, pure: time and stored state come in as arguments, contract messages are read as frozen
documents.
"""
