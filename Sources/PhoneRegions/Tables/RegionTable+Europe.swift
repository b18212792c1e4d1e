extension RegionTable {
    /// +3 and +4: Europe.
    ///
    /// The mobile ranges of Guernsey, Jersey and the Isle of Man lie inside those of Great Britain.
    /// 39 0549 reaches San Marino, 39 06698 the Vatican.
    static let europe = """
        30 GR
        31 NL
        32 BE
        33 FR
        34 ES
        3481 3482 3483 3484 3485 3486 3487 3488 3491 3492 3493 3494 3495 ES Europe/Madrid
        34822 34828 34922 34928 ES Atlantic/Canary
        3496 3497 3498 ES Europe/Madrid
        350 GI
        351 PT
        35121 35122 35123 35124 35125 35126 35127 35128 PT Europe/Lisbon
        351291 PT Atlantic/Madeira
        351292 351295 351296 PT Atlantic/Azores
        352 LU
        353 IE
        354 IS
        355 AL
        356 MT
        357 CY
        358 FI
        35818 AX
        359 BG
        36 HU
        370 LT
        371 LV
        372 EE
        373 MD
        374 AM
        375 BY
        376 AD
        377 MC
        378 390549 SM
        379 3906698 VA
        380 UA
        38065 380692 UA Europe/Simferopol
        381 RS
        382 ME
        383 XK
        385 HR
        386 SI
        387 BA
        389 MK
        39 IT
        40 RO
        41 CH
        420 CZ
        421 SK
        423 LI
        43 AT
        44 GB
        441481 447781 447839 4479111 4479117 GG
        441534 447509 4477003 4477007 4477008 447797 447829 447937 JE
        441624 4474576 447524 447624 447924 IM
        45 DK
        46 SE
        47 NO
        4779 SJ
        48 PL
        49 DE
        """
}
