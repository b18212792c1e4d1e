import Testing

@testable import PhoneRegions

struct KnownNumberTests {
    // "number country zone evidence"; the subscriber digits are made up.
    static let numbers = """
        +573001112233 CO America/Bogota country
        +12125550147 US America/New_York prefix
        +13105550147 US America/Los_Angeles prefix
        +13135550147 US America/Detroit prefix
        +19155550147 US America/Denver prefix
        +16025550147 US America/Phoenix prefix
        +18505550147 US America/Chicago prefix
        +18085550147 US Pacific/Honolulu prefix
        +19075550147 US America/Anchorage prefix
        +14165550147 CA America/Toronto prefix
        +16045550147 CA America/Vancouver prefix
        +17095550147 CA America/St_Johns prefix
        +13065550147 CA America/Regina prefix
        +18679750147 CA America/Iqaluit prefix
        +18675550147 CA America/Toronto country
        +18095550147 DO America/Santo_Domingo country
        +18495550147 DO America/Santo_Domingo country
        +17875550147 PR America/Puerto_Rico country
        +16715550147 GU Pacific/Guam country
        +16585550147 JM America/Jamaica country
        +525512345678 MX America/Mexico_City prefix
        +5215512345678 MX America/Mexico_City prefix
        +526561234567 MX America/Ciudad_Juarez prefix
        +5216561234567 MX America/Ciudad_Juarez prefix
        +526641234567 MX America/Tijuana prefix
        +526621234567 MX America/Hermosillo prefix
        +529981234567 MX America/Cancun prefix
        +523291234567 MX America/Bahia_Banderas prefix
        +526261234567 MX America/Ojinaga prefix
        +528181234567 MX America/Monterrey prefix
        +528991234567 MX America/Matamoros prefix
        +5511987654321 BR America/Sao_Paulo prefix
        +5592987654321 BR America/Manaus prefix
        +556832101234 BR America/Rio_Branco prefix
        +558136191234 BR America/Noronha prefix
        +5491123456789 AR America/Argentina/Buenos_Aires country
        +56912345678 CL America/Santiago country
        +56612123456 CL America/Punta_Arenas prefix
        +56322100123 CL Pacific/Easter prefix
        +59352526123 EC Pacific/Galapagos prefix
        +593991234567 EC America/Guayaquil country
        +59994611234 CW America/Curacao country
        +5997171234 BQ America/Kralendijk country
        +59169612345 BO America/La_Paz country
        +50688881234 CR America/Costa_Rica country
        +34928123456 ES Atlantic/Canary prefix
        +34612345678 ES Europe/Madrid country
        +351291123456 PT Atlantic/Madeira prefix
        +351295123456 PT Atlantic/Azores prefix
        +351912345678 PT Europe/Lisbon country
        +447400123456 GB Europe/London country
        +447797123456 JE Europe/Jersey country
        +441481123456 GG Europe/Guernsey country
        +447911123456 GG Europe/Guernsey country
        +447911223456 GB Europe/London country
        +447624123456 IM Europe/Isle_of_Man country
        +393123456789 IT Europe/Rome country
        +390669812345 VA Europe/Vatican country
        +390549123456 SM Europe/San_Marino country
        +4779123456 SJ Arctic/Longyearbyen country
        +4740123456 NO Europe/Oslo country
        +358181234567 AX Europe/Mariehamn country
        +358401234567 FI Europe/Helsinki country
        +4915112345678 DE Europe/Berlin country
        +38344123456 XK Europe/Belgrade country
        +79161234567 RU Europe/Moscow country
        +74012123456 RU Europe/Kaliningrad prefix
        +74152123456 RU Asia/Kamchatka prefix
        +73832123456 RU Asia/Novosibirsk prefix
        +77011234567 KZ Asia/Almaty country
        +77292123456 KZ Asia/Aqtau prefix
        +61412345678 AU Australia/Sydney country
        +61362123456 AU Australia/Hobart prefix
        +61891234567 AU Australia/Perth prefix
        +61889412345 AU Australia/Darwin prefix
        +61891621234 CC Indian/Cocos country
        +61891641234 CX Indian/Christmas country
        +6433050123 NZ Pacific/Chatham prefix
        +64211234567 NZ Pacific/Auckland country
        +628123456789 ID Asia/Jakarta country
        +62361123456 ID Asia/Makassar prefix
        +62967123456 ID Asia/Jayapura prefix
        +60821234567 MY Asia/Kuching prefix
        +6723212345 NF Pacific/Norfolk country
        +6723221234 NF Pacific/Norfolk country
        +6913201234 FM Pacific/Pohnpei prefix
        +919812345678 IN Asia/Kolkata country
        +9779812345678 NP Asia/Kathmandu country
        +972501234567 IL Asia/Jerusalem country
        +97082123456 PS Asia/Gaza prefix
        +97614322123 MN Asia/Hovd prefix
        +903922123456 TR Asia/Famagusta prefix
        +905321234567 TR Europe/Istanbul country
        +212650123456 MA Africa/Casablanca country
        +212528812345 EH Africa/El_Aaiun country
        +262692123456 RE Indian/Reunion country
        +262268123456 YT Indian/Mayotte country
        +262639123456 YT Indian/Mayotte country
        +24740123 SH Atlantic/St_Helena country
        +2908123456 SH Atlantic/St_Helena country
        +243212345678 CD Africa/Lubumbashi prefix
        +243812345678 CD Africa/Kinshasa country
        +299991234 GL America/Scoresbysund prefix
        +2348031234567 NG Africa/Lagos country
        +27821234567 ZA Africa/Johannesburg country
        """.split(separator: "\n").map(String.init)

    @Test(arguments: numbers)
    func `a known number has its country, its zone and what told them`(line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        try #require(words.count == 4)
        let region = try #require(PhoneRegions.shared.region(of: words[0]))
        #expect(region.country == words[1])
        #expect(region.zone == words[2])
        #expect(region.evidence.rawValue == words[3])
        #expect(PhoneRegions.shared.country(of: words[0]) == words[1])
    }

    @Test(arguments: [
        "800", "808", "870", "878", "881", "882", "883", "888", "979", "1800", "1888", "1900",
        "1500", "1521", "1211", "1", "0", "210", "422", "599", "672", "6720", "70", "75", "83",
        "89",
        "999",
    ])
    func `a code of no country gets no answer`(prefix: String) {
        let number = "+" + prefix + String(repeating: "0", count: 12 - prefix.count)
        #expect(PhoneRegions.shared.region(of: number) == nil)
        #expect(PhoneRegions.shared.country(of: number) == nil)
    }
}
