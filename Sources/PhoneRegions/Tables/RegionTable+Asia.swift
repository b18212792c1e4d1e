extension RegionTable {
    /// +8 and +9: Asia.
    ///
    /// 90 392 is numbered by Turkey but keeps the time of Cyprus.
    static let asia = """
        81 JP
        82 KR
        84 VN
        850 KP
        852 HK
        853 MO
        855 KH
        856 LA
        86 CN
        880 BD
        886 TW
        90 TR
        90392 TR Asia/Famagusta
        91 IN
        92 PK
        93 AF
        94 LK
        95 MM
        960 MV
        961 LB
        962 JO
        963 SY
        964 IQ
        965 KW
        966 SA
        967 YE
        968 OM
        970 PS
        9702 9704 9709 PS Asia/Hebron
        9708 PS Asia/Gaza
        971 AE
        972 IL
        973 BH
        974 QA
        975 BT
        976 MN
        976142 976143 976145 976242 976243 976245 MN Asia/Hovd
        977 NP
        98 IR
        992 TJ
        993 TM
        994 AZ
        995 GE
        996 KG
        998 UZ
        99861 99862 99865 99866 99875 99879 UZ Asia/Samarkand
        99869 99870 99871 99873 99874 UZ Asia/Tashkent
        """
}
