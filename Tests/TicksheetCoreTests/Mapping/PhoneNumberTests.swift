import Testing
import TicksheetCore

@Suite struct PhoneNumberTests {
    @Test(arguments: [
        ("573001112233", "+573001112233", "573001112233"),
        ("+573001112233", "+573001112233", "+573001112233"),
        ("+1 555-078-3881", "+15550783881", "+15550783881"),
        ("+250 788 123 200", "+250788123200", "+250788123200"),
        ("(57) 300.111.2233", "+573001112233", "(57) 300.111.2233"),
        ("whatsapp:+14155550123", "+14155550123", "+14155550123"),
        ("WhatsApp:14155550123", "+14155550123", "14155550123"),
        ("whatsapp:US.1234", "US.1234", "US.1234"),
        ("12345678", "+12345678", "12345678"),
        ("1234567", "1234567", "1234567"),
        ("123456789012345", "+123456789012345", "123456789012345"),
        ("1234567890123456", "1234567890123456", "1234567890123456"),
        ("03001112233", "03001112233", "03001112233"),
        ("+03001112233", "+03001112233", "+03001112233"),
        ("0057 300 111 2233", "0057 300 111 2233", "0057 300 111 2233"),
        ("US.13491208655302741918", "US.13491208655302741918", "US.13491208655302741918"),
        ("120363000000000001@g.us", "120363000000000001@g.us", "120363000000000001@g.us"),
        ("5730011122e3", "5730011122e3", "5730011122e3"),
        ("57+3001112233", "57+3001112233", "57+3001112233"),
        ("++573001112233", "++573001112233", "++573001112233"),
        ("+57 300 111 2233 ext 4", "+57 300 111 2233 ext 4", "+57 300 111 2233 ext 4"),
        ("٥٧٣٠٠١١١٢٢٣٣", "٥٧٣٠٠١١١٢٢٣٣", "٥٧٣٠٠١١١٢٢٣٣"),
        ("ACME", "ACME", "ACME"), ("", "", ""), ("+", "+", "+"), ("w", "w", "w"),
        ("whatsapp:", "whatsapp:", "whatsapp:"),
        // A number that went through a spreadsheet is none any more, rather than another one.
        ("573001112233.0", "573001112233.0", "573001112233.0"),
        ("+573001112233.0", "+573001112233.0", "+573001112233.0"),
        ("57300111223.50", "57300111223.50", "57300111223.50"),
        ("-573001112233", "-573001112233", "-573001112233"),
        (" 573001112233\n", "+573001112233", " 573001112233\n"),
        ("57.3001112233", "+573001112233", "57.3001112233"),
        ("300111.2233", "+3001112233", "300111.2233"),
    ])
    func `a number gets one form where it is one and stays as it came where it is none`(
        _ given: String,
        _ international: String,
        _ plain: String
    ) {
        #expect(PhoneNumbers.normalized(given, .international) == international)
        #expect(PhoneNumbers.normalized(given, .plain) == plain)
    }

    @Test(arguments: ["573001112233", "+1 (555) 078-3881", "whatsapp:+14155550123", "0300", "g@x"])
    func `a number in its form stays in it`(_ given: String) {
        for rule in PhoneNumbers.Rule.allCases {
            let once = PhoneNumbers.normalized(given, rule)
            #expect(PhoneNumbers.normalized(once, rule) == once)
        }
    }

    @Test func `a number that is a JSON number keeps every digit`() throws {
        let mapping = try statusMapping(
            fields:
                "message: \"$.id\", time: \"$.t\", status: \"$.s\", to: \"$.to\", from: \"$.from\""
        )
        let mapped = mapping.map(
            "{ \"id\": 1, \"t\": 1, \"s\": \"sent\", \"to\": 573001112233, \"from\": 3.1e10 }"
        )
        #expect(mapped.fields.map(\.to) == ["+573001112233"])
        #expect(mapped.fields.map(\.from) == ["3.1e10"])
        #expect(mapped.fields.map(\.message) == ["1"])
    }
}
