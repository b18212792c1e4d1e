extension RegionTable {
    /// +5 without Mexico and Brazil.
    ///
    /// Argentina has one offset under many names and stays whole. 599 has no line of its own: each
    /// island answers for itself.
    static let latinAmerica = """
        500 FK
        501 BZ
        502 GT
        503 SV
        504 HN
        505 NI
        506 CR
        507 PA
        508 PM
        509 HT
        51 PE
        53 CU
        54 AR
        56 CL
        562 563 564 5651 5652 5653 5657 5658 5663 5664 5665 567 CL America/Santiago
        56322100 CL Pacific/Easter
        5661 CL America/Punta_Arenas
        5667 CL America/Coyhaique
        57 CO
        58 VE
        590 GP
        591 BO
        592 GY
        593 EC
        5932 5933 5934 5935 5936 5937 EC America/Guayaquil
        5935252 EC Pacific/Galapagos
        594 GF
        595 PY
        596 MQ
        597 SR
        598 UY
        5993 5994 5997 BQ
        5999 CW
        """
}
