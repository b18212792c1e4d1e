import Testing
import TicksheetCore

@Suite struct MetricsTextTests {
    @Test func `a family has its help, its kind and its samples`() {
        var metrics = MetricsText()
        metrics.family("a_total", .counter, "Counts.")
        metrics.sample("a_total", [], Int64(7))
        metrics.sample("a_total", [("source", "meta"), ("reason", "size")], Int64(0))
        metrics.family("b_seconds", .gauge, "Measures.")
        metrics.sample("b_seconds", [], 0.25)
        #expect(
            metrics.text == """
                # HELP a_total Counts.
                # TYPE a_total counter
                a_total 7
                a_total{source="meta",reason="size"} 0
                # HELP b_seconds Measures.
                # TYPE b_seconds gauge
                b_seconds 0.25

                """
        )
    }

    @Test(
        arguments: [
            ("plain", "plain"), ("a \"b\"", "a \\\"b\\\""), ("a\\b", "a\\\\b"), ("a\nb", "a\\nb"),
            ("a\r\nb", "a\r\\nb"), ("ñ, 東", "ñ, 東"), ("", ""),
        ]
    )
    func `a label holds any text in one line`(_ text: String, _ written: String) {
        var metrics = MetricsText()
        metrics.sample("a", [("l", text)], Int64(1))
        #expect(metrics.text == "a{l=\"\(written)\"} 1\n")
    }

    @Test func `help holds backslashes and line ends, and quotes as they are`() {
        var metrics = MetricsText()
        metrics.family("a", .gauge, "a \"b\" \\ \n c")
        #expect(metrics.text == "# HELP a a \"b\" \\\\ \\n c\n# TYPE a gauge\n")
    }
}
