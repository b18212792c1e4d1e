extension RegionTable {
    /// +2: Africa, and the few territories that share its block.
    ///
    /// 243 1 is Kinshasa and 243 2 Lubumbashi; 299 99 is Ittoqqortoormiit.
    static let africa = """
        20 EG
        211 SS
        212 MA
        2125288 2125289 EH
        213 DZ
        216 TN
        218 LY
        220 GM
        221 SN
        222 MR
        223 ML
        224 GN
        225 CI
        226 BF
        227 NE
        228 TG
        229 BJ
        230 MU
        231 LR
        232 SL
        233 GH
        234 NG
        235 TD
        236 CF
        237 CM
        238 CV
        239 ST
        240 GQ
        241 GA
        242 CG
        243 CD
        2431 CD Africa/Kinshasa
        2432 CD Africa/Lubumbashi
        244 AO
        245 GW
        246 IO
        247 290 SH
        248 SC
        249 SD
        250 RW
        251 ET
        252 SO
        253 DJ
        254 KE
        255 TZ
        256 UG
        257 BI
        258 MZ
        260 ZM
        261 MG
        262 RE
        262268 262269 262639 YT
        263 ZW
        264 NA
        265 MW
        266 LS
        267 BW
        268 SZ
        269 KM
        27 ZA
        291 ER
        297 AW
        298 FO
        299 GL
        29999 GL America/Scoresbysund
        """
}
