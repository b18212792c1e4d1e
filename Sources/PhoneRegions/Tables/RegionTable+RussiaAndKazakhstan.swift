extension RegionTable {
    /// +7: Russia and Kazakhstan by area code.
    ///
    /// Mobile numbers (7 9, 7 70, 7 747, 7 77) carry no area. Baikonur (7 336) keeps the same time
    /// as Yekaterinburg.
    static let russiaAndKazakhstan = """
        73 74 78 79 RU
        7301 7395 RU Asia/Irkutsk
        7302 RU Asia/Chita
        7336 7342 7343 7345 7346 7347 7349 7351 7352 7353 RU Asia/Yekaterinburg
        7341 7846 7848 RU Europe/Samara
        7365 7869 RU Europe/Simferopol
        7381 RU Asia/Omsk
        7382 RU Asia/Tomsk
        7383 RU Asia/Novosibirsk
        7384 RU Asia/Novokuznetsk
        7385 7388 RU Asia/Barnaul
        7390 7391 7394 RU Asia/Krasnoyarsk
        7401 RU Europe/Kaliningrad
        7411 7416 RU Asia/Yakutsk
        7413 RU Asia/Magadan
        7415 RU Asia/Kamchatka
        7421 7423 7426 RU Asia/Vladivostok
        7424 RU Asia/Sakhalin
        7427 RU Asia/Anadyr
        7471 7472 7473 7474 7475 7481 7482 7483 7484 7485 7486 7487 7491 RU Europe/Moscow
        7492 7493 7494 7495 7496 7498 7499 7811 7812 7813 7814 7815 7816 RU Europe/Moscow
        76 77 KZ
        7710 7715 7716 7717 7718 7721 7722 7723 7725 7726 7727 7728 KZ Asia/Almaty
        7711 KZ Asia/Oral
        7712 KZ Asia/Atyrau
        7713 KZ Asia/Aqtobe
        7714 KZ Asia/Qostanay
        7724 KZ Asia/Qyzylorda
        7729 KZ Asia/Aqtau
        7817 7818 7820 7821 7831 7834 7835 7836 7841 7843 7847 7855 7861 RU Europe/Moscow
        7833 RU Europe/Kirov
        7842 RU Europe/Ulyanovsk
        7844 RU Europe/Volgograd
        7845 RU Europe/Saratov
        7851 RU Europe/Astrakhan
        7862 7863 7865 7866 7867 7871 7872 7873 7877 7878 7879 RU Europe/Moscow
        """
}
