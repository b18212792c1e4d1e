extension RegionTable {
    /// +55: Brazil by area code, which its mobile numbers carry as well.
    ///
    /// 97 lies in two zones; the larger part keeps the time of Manaus.
    static let brazil = """
        55 BR
        5511 5512 5513 5514 5515 5516 5517 5518 5519 5521 5522 5524 BR America/Sao_Paulo
        5527 5528 5531 5532 5533 5534 5535 5537 5538 5541 5542 5543 BR America/Sao_Paulo
        5544 5545 5546 5547 5548 5549 5551 5553 5554 5555 5561 5562 BR America/Sao_Paulo
        5563 BR America/Araguaina
        5564 BR America/Sao_Paulo
        5565 5566 BR America/Cuiaba
        5567 BR America/Campo_Grande
        5568 BR America/Rio_Branco
        5569 BR America/Porto_Velho
        5571 5573 5574 5575 5577 BR America/Bahia
        5579 5582 BR America/Maceio
        5581 5587 BR America/Recife
        55813619 BR America/Noronha
        5583 5584 5585 5586 5588 5589 5598 5599 BR America/Fortaleza
        5591 5594 5596 BR America/Belem
        5592 5597 BR America/Manaus
        5593 BR America/Santarem
        5595 BR America/Boa_Vista
        """
}
