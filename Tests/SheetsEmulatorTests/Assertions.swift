/// Assertions of a service account, signed with two keys that are used nowhere else.
enum Assertions {
    /// The time at which they are good, in Unix seconds.
    static let issued: Int64 = 1_800_000_000
    static let publicKey = """
        -----BEGIN PUBLIC KEY-----
        MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAprQ/huEASopaE21VQTPq
        MtxxlPdF5xtfMjOoFeQrPI/R2fgnRckKaDylontwuAZGkfvYZLBwTHyIyCHmYw6T
        1rpysJ8leSb+DwrdVGesI4lvvvmbmp+2nLM0/zQyVsnSfcMTD5UIWzcNAbkcPW+u
        GeFzQMIdi8v62Xcy1+K8DDye8b3o01cUOChLFrJHdkVJX0OE2hmq482Dx+7Lv3Fk
        +i1x6KiErPVrUC04qDWjlrVTwF4U91zNbRhkhOHCff0T4K+vJ5A3sPS0n+tz8PPw
        wUGvTQ8nZ4nnrpy4ZDL6T4KK8cDgWt+WH5lGIIwFLqCC8DJeanERCq+IVKEphYGK
        6QIDAQAB
        -----END PUBLIC KEY-----
        """
    static let good =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzY"
        + "wMH0.AmMu84S9TOozPbzznd0xyjYrQqsAeguuyrflo5FVqnMKyDNQk1hKSlgyeEJi7IpyEcjRadWp9LmaAs8"
        + "tQ9BZzlqtRH-RUNSyruKkiP42eLdeoSDpJWOfNS5pKmtaiiJaSKNIUIPUUBweXoVUdRmu6Vi3HtgjSEnd0PZ"
        + "_RJb-iHwITTxaWkjd_Fq4DoKRifzp_QO6XoQooOxdUzBg_6qgY0V96f21gCjdhYieewbKXvSLbIGB3T9-Yky"
        + "rlris8wqNuqPmqhO0XV5s-viOIoei67dGUcFAzFOcoWlI91dXwzrkznJBsT8zF0i9U3Gq8HCus66tEbQaYKV"
        + "JsVsh7CHS4g"

    static let otherKey =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzY"
        + "wMH0.TbYDCM4m40PaY4zXMtX9yEfNX-pVzr87Ne9ToBuU0bTIfArmqESRSsw0liBz68WfEXEIEqz-8LvXz0K"
        + "DzcDgqMA4zODVCtNqZkyGNCUhVDPXA4Mm_kUCE8VIcxGTboAVPyxpKNv0AGPeTGOT_u1ZCXPV94dr3Yo7Cao"
        + "mXJyoYrnZm-_UwT8HjD-GGPhWzqOxdXRQyfuENCInKdhVoBeAe0cjoUTNJ1UN723PTmpjTrVkZEXUUSTpU5F"
        + "-sNR-x8XRa7rYYC0WDsHOFp-AsyB9c1r4rShJ2p_GoNuwpSpqMdToHfs3J931w7asG2Okbec3ckPhCAzhswl"
        + "ViH3PbnBnJw"

    static let noAlgorithm =
        "eyJhbGciOiJub25lIiwidHlwIjoiSldUIn0.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29w"
        + "ZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM6"
        + "Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzYw"
        + "MH0.U_-eaMIzAGdhp98OWYipUvWQRoctDajuu1zWjoonRzZr5e4j0I6rvdtu46WayY0PkilkmxHXQtfWUiWZ"
        + "_UtWcD6Sm-wvMXG_LZXFeHmCDhw4mdgiY-fVExmtej7Q5Ir4R6C2gYYcx-NtesL-mPM23jogu14NM-HauM_o"
        + "X1bsetEuA5kxgHs_GWJFM4PNsNTSJDd98Z_7fTfU9CUnqy4f76hbLADslUN_v-Uf7HlKnuy3hNOV2geyEeke"
        + "UaNtLCDyL2mkYVz2GkOYw0GuCfKxOPOMLIbNxEYR0WrJRzHjho1qaNfhXOXhPPqoP0dRGEtBrP_dNszgB3Nk"
        + "zgdlpCwsrA"

    static let unknownIssuer =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJub2JvZHlAcHJvamVjdC5leGFtcGxlIiwic2N"
        + "vcGUiOiJodHRwczovL3d3dy5nb29nbGVhcGlzLmNvbS9hdXRoL3NwcmVhZHNoZWV0cyIsImF1ZCI6Imh0dHB"
        + "zOi8vb2F1dGgyLmdvb2dsZWFwaXMuY29tL3Rva2VuIiwiaWF0IjoxODAwMDAwMDAwLCJleHAiOjE4MDAwMDM"
        + "2MDB9.Qy3fiUkoGEfssUV9lMr8HGIexEdfUJRUiQp7KYi-Om2A8D_2AY1VAHReXCjI9cUqkPxWBKAcljIq2P"
        + "d44s0rTxgv8qZMgyqCRW8AbyHKKclBUoYElHwMdjWqGavL0k3HqMUH1nD_6q5vLj_c9lOAstRpKSFMYQYq6h"
        + "w2ATMeo5H-8S6Rj5RgxzLcB4TgcBJ9y5uJdFrWKgzfMaZZSwPmhNXNqOoDBT3gLRNBs-lTU0Vp-xDL4KyzEj"
        + "TC3sRDvE3-6ZNt5O2K3SIods3cFFcSeBFW0YKqe74YnzpQKKtf1GeSBWXXVnaP-sHAx9VB9sbTauaEomDbg0"
        + "K_FXogK7nQzQ"

    static let noIssueTime =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJleHAiOjE4MDAwMDM2MDB9.oCGi_YwbocQo2IvDv2"
        + "594OgNzLd1qJCWeoAqkKqRDJkX42KRJqpt1Vpqks3fcBMhYFiD-MSFoON7akwz-11L-6fWOckxaOzeEepODA"
        + "0TEp6nubs8b_UoVOMAFxL4j5lTud36F-yp7GDciXVvt2JP_DgaCR7OskmOWnOJjoudh8S3Ofya2OjYhW266W"
        + "ItnQxUgp2cPaHGYEPz6Npjc2jK2mnFlBaTD5ZhzWlgE9ubV8IFpdiwp5gbVC9S_E_bixNadull0dJQilKyNZ"
        + "cFpnZ4HxozV0PenGtsv-2D49MacoOQo4a0pDyAz2cZNrLsZapbMmXXpKSKjnyLjhMupNax-Q"

    static let noExpiry =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDB9.h5HspcSdAGKVsHp30r"
        + "a5w2mntgPYtYV5fJAB2OlL4243Ct7SL16AJJ_RaxuL4rxxPyPlV0Q-sW5KOG9SGiG02TEMSVZL2aoE5aePJ0"
        + "4M4TxvQSeYuUfNwYSZg_F0GOwkH4UwX1OktfOAyRp4D15epEwJtiUqjdxf2a5C4mF5ffUslnFMh3IJXrZpsN"
        + "uKhY4i3-BKa8Aprl-MtLuS_BWFWMm-jrdyziWGNiFOIon_Tumt3uOT6_3W0-9_0gJY6XoXQststK3E7JPZYD"
        + "Kb3zb1rzD4ygyyzd7_DCWnJ6zAE-15ODzNxEIjGdzfE928tCYOd39ql_p_9GWe22cUXpw4_Q"

    static let expired =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE3OTk5OTYzMDAsImV4cCI6MTc5OTk5OTk"
        + "wMH0.WaR1hX9_-h3QRJQXq2y-q4PAA9XI9N8EkQai0GOFsbASf7ZxGjs0IUL4QJ42nAt6lyVn-hYnibV_njf"
        + "XLhqTF9OL2SHv-2hwDGM0GBMvhAdZE-Fi9vklDpnOxkGHUzC6o506JGeE09DcJ6Gr4cCbMxX7mYtcY-HPQMx"
        + "rUwnMt5d0Cu1QWeo9egxCGRW4dsTsJj3lfAaICo6yHGQn_IlB87UzI5kjtICZ-_0a41davT_Tr6_07FQvha_"
        + "ASR71Ur9D7TWIXNUEMP4roTCYg8WdtRnSIdiEcGiWzOw_6kQxM6822FE93T1AT83OBDxwxKmcUPcuedgbHWd"
        + "jSYtbkKA1BA"

    static let tooLong =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzY"
        + "wMX0.W3TmFgrMuSKK0se9qWDEwykyvRyBNM2KMRNaDRQ7T8u9Q8DCKQtR9vmksXQVuaPkaCx0h5VLef2W_t-"
        + "agLRFnQCxqQM4AQzER7CgtwUYU5VinhUyhQHH5vL73A5MuGIZX6M2NQXddvj3nu899jj-xhEzDazQFg2VgS3"
        + "deVKvsolX75SG7SpOiKjY4WHXVX936gmlfnzE2kmGRQ_xZQ5beipWyPSZ9c9ntSb3en4I44Nxv3dmbUT6Bf4"
        + "xm2g4ducQtj_8KUdCHWVy5QWs_kyjHYRlcocoGuN5NSscZHG_a8lFxJqPQCtSS8wgLkem45tYM_WUPZFG9Ij"
        + "xKfnLsN6nqA"

    static let future =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDEwMDAsImV4cCI6MTgwMDAwMjA"
        + "wMH0.nrdvPUETuSzIHD0_JKwNZz_Z_Lp2KU8KoGy6-7jJveKcE-tH5Ut9MLI9Hi7mAN_N5AwkivweuyOiQZP"
        + "gjiE0p_3PrchT4HRHgGx0SUrTuHngA2dq73AibTVyvtTvmJVr1cXChTQJa6PiXFAS7U5IH5Olxnt776bIOyY"
        + "jDGBfxAbBLU0LKy3B5e0oyorAW9IikoukZ5lRTSOSGQ1YUFQN6LMrvIJ4vQXU-N-yuz2TPe4WZgHCNGFeYsi"
        + "PHIZGfKCgvbbe6a57_PW40WjlyEYwDuVmU-k0c6ogbhO6itfJYzBWXYgvP51maC3ByCyejT4OpGsabNxRDfg"
        + "kADABXOwXvQ"

    static let noScope =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6IiIsImF1ZCI6Imh0dHBzOi8vb2F1dGgyLmdvb2dsZWFwaXMuY29tL3Rva2VuIiwiaWF0IjoxODAwMDA"
        + "wMDAwLCJleHAiOjE4MDAwMDM2MDB9.P_XlJOVOFRXVDcD-IudhAnPbhkx2GN6TfewxSvQabIdW2BrpDquiRS"
        + "GfhHkZB9Qso1FMulPRwXH_NiGf1G-WsZntmIub_TggiuVnn5T_uu5s16GqJunmi2JghGadOTJ8i_d7wyq42Q"
        + "rvs0_hnDfBKUMUKm3zOyTjsUtZvbFTAtSAaaihiEFSUccA7f5S71WA27npwQ4s9rwrRxoabKOhOb3uimY211"
        + "jiASpz5oSApjAzUFUG9hid1oSSB9VW51yoLOcuRPKlYV3954bZhdwI96A_9TQ8HREprt5ChW4cDW7aRcfnU6"
        + "2tAAh8P8lMsu1LVX83J43fmamYiFUdrmVQqw"

    static let unknownScope =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIGh0dHBzOi8vZXhhbXB"
        + "sZS5jb20veCIsImF1ZCI6Imh0dHBzOi8vb2F1dGgyLmdvb2dsZWFwaXMuY29tL3Rva2VuIiwiaWF0IjoxODA"
        + "wMDAwMDAwLCJleHAiOjE4MDAwMDM2MDB9.ADVZZiW4zlhlJrd7pIKzXMGM1Qj5RxnL9NCVmcvCRcFCj6EgpQ"
        + "S1bLD1QGMmbT9tdpBvdDU8zaUCxy5yVo_6zXCVFnIQvRVjCQJZ3duDVuES2paytjWo3ctK0UyhWO-YuZjpTq"
        + "bgtrYQ-zst-m-Mca91kIIhEI6uaR4bCEqxh5uqdnzbWpTMhymwIUViuQEDoVUUZvQ1kbmg0BYZEtUrtkcshV"
        + "18hHB-Ywn4OvuAVvC8eIldNS1hsIvTkKfASJNeK7dUAhmXylfE1rsWYDy8Fiw-rx2qzRX4CgPVcq-yO9QrHF"
        + "fhvCDAJo-NQ4QIyTq_XZICJjcFenWlO91BlsEdVA"

    static let wrongAudience =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9leGFtcGxlLmNvbS90b2tlbiIsImlhdCI6MTgwMDAwMDAwMCwiZXhwIjoxODAwMDAzNjAwfQ.D4miAqvj"
        + "xAn9UjLz7PqIhiwBlJo9R-8iut41lFej6homO8yVt28HXj41dfnWSLsjVcPM9G241ZrrUAFMUM0cAv0f4nDo"
        + "b4ZoPmpLLgYnRmN39iJjm0P3L0Hl0M3faBMGMYXMdjs0gUVprRNABqe9fWZmUegnhmRehpxG6ONclZs5-m7E"
        + "Kvat0UqdXHsCzP6ktAnUxSKlDYOSE4hMQMrsiNhmbuY2dDO655LeeHD0AY-x_wnVt8NZbzFhBfOTVw7s0DLy"
        + "RhO7nnnNM3iMxTnT2K4YXXr8u3HOEzQ05VRAhpinryCtiLwO4mC4nqgFLziU5E4cJ0XkAapbXsO6YGNmPA"

    static let subject =
        "eyJhbGciOiJSUzI1NiIsInR5cCI6IkpXVCJ9.eyJpc3MiOiJyb2JvdEBwcm9qZWN0LmV4YW1wbGUiLCJzY29"
        + "wZSI6Imh0dHBzOi8vd3d3Lmdvb2dsZWFwaXMuY29tL2F1dGgvc3ByZWFkc2hlZXRzIiwiYXVkIjoiaHR0cHM"
        + "6Ly9vYXV0aDIuZ29vZ2xlYXBpcy5jb20vdG9rZW4iLCJpYXQiOjE4MDAwMDAwMDAsImV4cCI6MTgwMDAwMzY"
        + "wMCwic3ViIjoiYW5hQGV4YW1wbGUuY29tIn0.QWPiP0VbZMUDFzuaOS-e1BlMfU6NBET2_Z7dNC9qNYtQ4CY"
        + "6Nlwh40oVm0dHGDTvYLwf6N7JQGEm1uCgWEAD7mzHW5YQPlopz7-ToW2kyot9eDHH8HEnqnNabQF6m0lF0_G"
        + "kkG-nXhHPM2gFVXuF3dotu6u8IbuucKcj62_nyu3LSFUz7uNaSUIVjQQOi9ALgbyNzOr5D0iJgaGn23FPX-c"
        + "1Y6jnkIfchBXDIXu387Z0HliTZvamvRplyhhDR4pvxtAdx0ZH5eBNmxv1fhT-_ZgB2sdKIX6zil1YkhjkMT4"
        + "YEwCl-8ztwCXb1DbFg5rueC0qcKpnWM3efYdfzMBQnQ"
}
