extension RegionTable {
    /// +6: south-east Asia, Australia and the Pacific.
    ///
    /// Zones are given only where the area code is certain: the numbers of mobile phones say
    /// nothing.
    static let oceania = """
        60 MY
        603 604 605 606 607 609 MY Asia/Kuala_Lumpur
        6082 6083 6084 6085 6086 6087 6088 6089 MY Asia/Kuching
        61 AU
        612 AU Australia/Sydney
        613 AU Australia/Melbourne
        6136 AU Australia/Hobart
        617 AU Australia/Brisbane
        61851 61855 6186 6189 AU Australia/Perth
        6187 61881 61882 61883 61884 61885 61886 61887 61888 AU Australia/Adelaide
        61879 61889 AU Australia/Darwin
        61880 AU Australia/Broken_Hill
        6189162 CC
        6189164 CX
        62 ID
        622 6231 6232 6233 6234 6235 626 627 ID Asia/Jakarta
        6236 6237 6238 624 62511 62512 62517 62518 62526 62527 6254 6255 ID Asia/Makassar
        62513 62519 62522 62525 62528 6253 6256 ID Asia/Pontianak
        629 ID Asia/Jayapura
        63 PH
        64 NZ
        643 644 646 647 649 NZ Pacific/Auckland
        643305 NZ Pacific/Chatham
        65 SG
        66 TH
        670 TL
        6721 AQ
        6723 NF
        673 BN
        674 NR
        675 PG
        675973 PG Pacific/Bougainville
        676 TO
        677 SB
        678 VU
        679 FJ
        680 PW
        681 WF
        682 CK
        683 NU
        685 WS
        686 KI
        687 NC
        688 TV
        689 PF
        6894091 6894092 PF Pacific/Marquesas
        690 TK
        691 FM
        691320 69192 FM Pacific/Pohnpei
        691330 691350 69193 69195 FM Pacific/Chuuk
        691370 69197 FM Pacific/Kosrae
        692 MH
        692247 692528 692625 MH Pacific/Majuro
        692329 MH Pacific/Kwajalein
        """
}
