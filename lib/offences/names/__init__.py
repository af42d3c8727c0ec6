"""Names and notation, no figure: areas, financial years, British words for numbers and dates, errors."""
