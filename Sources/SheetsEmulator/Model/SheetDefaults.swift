/// What a new spreadsheet looks like.
enum SheetDefaults {
    static func properties(title: String, locale: String, timeZone: String) -> JSONValue {
        [
            "title": .string(title), "locale": .string(locale), "autoRecalc": "ON_CHANGE",
            "timeZone": .string(timeZone), "defaultFormat": defaultFormat,
            "spreadsheetTheme": theme,
        ]
    }

    private static func rgb(_ red: Double, _ green: Double, _ blue: Double) -> JSONValue {
        .fields(
            ("red", red == 0 ? nil : .number(red)),
            ("green", green == 0 ? nil : .number(green)),
            ("blue", blue == 0 ? nil : .number(blue))
        )
    }

    private static let defaultFormat: JSONValue = [
        "backgroundColor": rgb(1, 1, 1),
        "padding": ["top": 2, "right": 3, "bottom": 2, "left": 3],
        "verticalAlignment": "BOTTOM",
        "wrapStrategy": "OVERFLOW_CELL",
        "textFormat": [
            "foregroundColor": rgb(0, 0, 0), "fontFamily": "arial,sans,sans-serif", "fontSize": 10,
            "bold": false, "italic": false, "strikethrough": false, "underline": false,
            "foregroundColorStyle": ["rgbColor": rgb(0, 0, 0)],
        ],
        "backgroundColorStyle": ["rgbColor": rgb(1, 1, 1)],
    ]

    private static let theme: JSONValue = [
        "primaryFontFamily": "Arial",
        "themeColors": .array(
            [
                ("TEXT", rgb(0, 0, 0)), ("BACKGROUND", rgb(1, 1, 1)),
                ("ACCENT1", rgb(0.25882354, 0.52156866, 0.95686275)),
                ("ACCENT2", rgb(0.91764706, 0.2627451, 0.20784314)),
                ("ACCENT3", rgb(0.9843137, 0.7372549, 0.015686275)),
                ("ACCENT4", rgb(0.20392157, 0.65882355, 0.3254902)),
                ("ACCENT5", rgb(1, 0.42745098, 0.003921569)),
                ("ACCENT6", rgb(0.27450982, 0.7411765, 0.7764706)),
                ("LINK", rgb(0.06666667, 0.33333334, 0.8)),
            ].map { ["colorType": .string($0.0), "color": ["rgbColor": $0.1]] }
        ),
    ]
}
