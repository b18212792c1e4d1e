import CryptoBridge

/// Keys made for these tests with `openssl genpkey`; they belong to no account anywhere.
enum TestKeys {
    /// RSA, 2,048 bits, PKCS#8.
    static let rsa = pem("PRIVATE KEY", rsaBody)
    /// The same key as PKCS#1: what is wrapped in the other.
    static let pkcs1 = pem(
        "RSA PRIVATE KEY",
        Base64.encoded(Array((Base64.decoded(joined) ?? []).dropFirst(26)))
    )
    static let short = pem("PRIVATE KEY", shortBody)
    static let curve = pem("PRIVATE KEY", curveBody)
    static let edwards = pem(
        "PRIVATE KEY",
        "MC4CAQAwBQYDK2VwBCIEII7jON7Rqdzw9rHcbvCG7u8WB5vZdVrDDbclLOzYCubi"
    )

    /// What `openssl dgst -sha256 -sign` made of `header.claims` with the first key.
    static let signature = Base64.decoded(signatureText.filter { !$0.isNewline })

    static func pem(_ label: String, _ body: String) -> String {
        "-----BEGIN \(label)-----\n\(body)\n-----END \(label)-----\n"
    }

    private static let joined = rsaBody.filter { !$0.isNewline }

    static let rsaBody = """
        MIIEvgIBADANBgkqhkiG9w0BAQEFAASCBKgwggSkAgEAAoIBAQDfgQqM3+2htlRs
        Xv0mjiu1iEEfqT2MbH2s2ZqG9DJUi2gqwtVgCt3PRGEQJ3uT1nf121chfhsQaiEP
        UpYTiYs5B4tWvRQyfAPhob0WUVzCqm93XbkbLih5JcxWUu+X+LwMu/tktfSg8Nbn
        4/z1anH6lG+DTr7myDFhq/tmuFBokS4smkq6M/jXNJ6VK4HnT0Su43n1A02MiZmN
        6BvehbpVeprCZOK0Yf332muj3BNe9zr4Z0T9aKk/lWTgp7ExCUEG/hnnZ37n7oRg
        YM+SLAJRe1Qr6KGSTTSiKOsuO1LO/KaWfq5QlKHxP+eYFHL6MbVs64SqcYbyfzxB
        hFcGkJkXAgMBAAECggEAHjbtUd1qhuRa21+oAhCm216fzIOY53qPLtEoBmXNcV0l
        6DSjRd2SM3/p+JYYgFmLqWKij8uNexWYgeAcm72KDbFLEUnJs4giZNv0RP0beNGI
        9MO9z20uWYUA77aR303n63d05R4tWPMrX6PpltUcss8NmDG1YFuLRB9M2DZt4FoS
        C9JSHCETCZK8Yd2wX7Zel2eUYzfaDkM5HYr6yZv/2KT2aM67g2H4sjmjVDsNF2tJ
        jk2E/GeT6MSoadq5Psx2tYO5ptDy4zgYmjwQjFXC0EDulTGF9x8S1SP290hbe6O5
        ZkIhx5iNQiwR6hEjO8ivKuT+Vqyqh3GQTYnC4aByqQKBgQDy1cKRnLQ4qb2+D9vg
        yE76qaF9dbCJbVIguBSabl66CD0WtTqOIUaazLMHa4HJB6hUfQrtrinCguAmSwGN
        4/pSv/ryWV9rV/K+8V/DLj/74y0W7/Jk7Ba/mi9Svo+ucYeUj8LsR2bjfRBhGgyk
        A2kBUPMmBj0swqPoaLxF+uGCRQKBgQDrnv4UEExe3pP00Qh7pG+c3ndSphftkE26
        wGIkGZHhVioshBBr6yBa46hzDAuyQ0NuAuBEaheV3owBjZy5kZsMFBFJ+2QxTNd0
        k2vhJGlWoiGe1Ah7/NupKUIb8w5pcsGt9qSQVa7cUeqUVDy5y74SVCgbbAhR8GaR
        99UHP6gRqwKBgQCbtGCryVTtuDkHs1eDTC0IINiBf4MQu14byKy9UOPAWSQCeXXw
        SHnjLDnnGhH/+r7+XacyO6hfJlffddyrRHDvulWIK7I5PA1UTaTfm7o/Iq14taYw
        /AiiFpUdcz7h1b3fjkaoBih82WY1POS6Dc24oFUoHnv/RVaf4PhHztPmGQKBgB08
        iUJsE03iSHGkTm0pJkBMynmS6n0r3rlBjev00Ekpq+oCKRd7AXTFsu0znW/tMLzB
        1pomn+6UwsKek8fi7V4+Tzbi3rfPVRy9/jDdl8SMMafHn5Xi9k6zM+TL8Andl3LC
        nADc4OmtsHHfUfmr8lXL434jlZS1Q8Tw/5n6qBwpAoGBANSZGDqrnnQSEDeAlqdm
        0XEwkmSjS7L98GHUFxwzgF2otXuDY2SwVNhq09RDZCOWwUoezS9hhpr/GcexyDWx
        KNZf7XY4peq8GdEOvimXWdy/e1RbwW5dmtU6UzYLR2lgn2tqZPJF2+GYSRY6ISvg
        okY828ncOahBwTBtBF6KmD8d
        """

    private static let shortBody = """
        MIICdgIBADANBgkqhkiG9w0BAQEFAASCAmAwggJcAgEAAoGBALE963BXgKCAp8JA
        D2ak11+ynp645+8CwhGkuJTlEWGUrJ6TZa3oWVJ+IasHVELqFXgIuR8M93ONqiNI
        YvdjG/i/VAQ9YQv7dhzN3qr+/fKPjqAtJ40jaQcA87vLFr8DwqMlSR6Mhli6v4wl
        tt/jv1nRL+nvuG0+TKguRTI/EiDZAgMBAAECgYAZPDqwVRUQRSEdjCdlMuUjT/g7
        mxISuq7M+kn5kR/HZ/an4U6h0yocj67VfgamPFPwMjXBUQROZIYr3duRY4AQzqUb
        5brrK562cuqq/yiRRP6qzGCflQ9DLR6KRPTsgRfHvWyqFaAq7dC/7x+474OLhmMt
        8iw7Vdcvk1iegfpM3QJBAOp6mteJmXg//d4+siSgayQ3spc9q3YmRg4j/k6PiGyW
        RJkWNy6eo8oRPCPbmVMYzHOaPeIlOhrfXv2CwU4UKocCQQDBgnQ2N/7NdHPGzDpR
        lZFc6QcEW2kUT/+gwoh3sbm7PjwANlG53JuQFu5CHqfKK2S8TMRZ5T7E3r9XG+J6
        8VGfAkBUbPLFupCcoIXa+L4RvAT31GokVJsg/mTpAIK3bKzVVEG80SfrTElzH0OF
        MbOCHQK4eQfhHkBOnrDIHMVXRKGPAkB9BnNdQIqBZjcTf4pCgfdcZzbgassWk6Ve
        0bFoXEzbHJeZr37YLh/YVeh0kefo6GZ6fsLyLfqDKkPH3T1UH6yTAkEAtmBhId5Q
        BcVE6iBTUqnslG4xJ06AfsCKuZ+HrZOMuxInxU18bD5Xy8DDcHngdGZyHzVWbjQn
        fuWWJ5vvpj36kg==
        """

    private static let curveBody = """
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgXMtBxBifoEIvyccK
        86Qu8iWZ61ZcSQYH4bruuHkMUPqhRANCAAQXy9SFArQ0GtDYPrfWinnzRtrJXdUM
        qApWfNAQ6KJvodgIHVYFAGtaFsntnU9Ctle3lOh3XnLt1l80ZLXps07J
        """

    private static let signatureText = """
        tYoFuQ5WZvMvvTWTzvTpy/iGruorjRgnR6b+2/TnZDpm7A+HhlnFndha75MsIWtQ
        eqnofXPY2AB1f5ZlKHTYkXIN4KSv89FcgWnOBulGdNb+ZjMSqLtiGbhF/ENj9UGt
        7UoeSpLnbeUMlcq3Mazk4f6f8d661MCRD/sVbEORphSp6kX6GPEPu8cysjJfa9OQ
        1j1boQYLnUe2sPvjlrT5Gltbp4WwTddQl5Y5e12AfJ6SrYOuCJVJqPoOhl/jmZv1
        BKVv9c3DenfQ8EJhvB6xJn/iJ76vRYxNBRS8mxU64nyNTtuuTpRYHZ2Xj0CKcsax
        kBo+O67b2pRjjYe4aEZbRg==
        """
}
