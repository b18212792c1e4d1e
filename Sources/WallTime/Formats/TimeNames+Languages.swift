// The forms are those that CLDR lists as Gregorian names for use inside a date.
// Source: https://cldr.unicode.org/translation/date-time/date-time-names
extension TimeNames {
    static let english = TimeNames(
        months: "January February March April May June July August September October November "
            + "December",
        shortMonths: "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        weekdays: "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
        shortWeekdays: "Mon Tue Wed Thu Fri Sat Sun"
    )

    static let spanish = TimeNames(
        months: "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre "
            + "diciembre",
        shortMonths: "ene feb mar abr may jun jul ago sept oct nov dic",
        weekdays: "lunes martes miércoles jueves viernes sábado domingo",
        shortWeekdays: "lun mar mié jue vie sáb dom",
        // The space does not break, so that a cell never ends in a lone "a.".
        morning: "a.\u{00A0}m.",
        afternoon: "p.\u{00A0}m."
    )

    static let portuguese = TimeNames(
        months: "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro "
            + "dezembro",
        shortMonths: "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
        weekdays: "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
        shortWeekdays: "seg. ter. qua. qui. sex. sáb. dom."
    )

    static let french = TimeNames(
        months: "janvier février mars avril mai juin juillet août septembre octobre novembre "
            + "décembre",
        shortMonths: "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        weekdays: "lundi mardi mercredi jeudi vendredi samedi dimanche",
        shortWeekdays: "lun. mar. mer. jeu. ven. sam. dim.",
        gmt: "UTC"
    )

    static let german = TimeNames(
        months: "Januar Februar März April Mai Juni Juli August September Oktober November "
            + "Dezember",
        shortMonths: "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
        standaloneShortMonths: "Jan Feb Mär Apr Mai Jun Jul Aug Sep Okt Nov Dez",
        weekdays: "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
        shortWeekdays: "Mo. Di. Mi. Do. Fr. Sa. So."
    )

    static let italian = TimeNames(
        months: "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre "
            + "novembre dicembre",
        shortMonths: "gen feb mar apr mag giu lug ago set ott nov dic",
        weekdays: "lunedì martedì mercoledì giovedì venerdì sabato domenica",
        shortWeekdays: "lun mar mer gio ven sab dom"
    )

    static let dutch = TimeNames(
        months: "januari februari maart april mei juni juli augustus september oktober november "
            + "december",
        shortMonths: "jan feb mrt apr mei jun jul aug sep okt nov dec",
        weekdays: "maandag dinsdag woensdag donderdag vrijdag zaterdag zondag",
        shortWeekdays: "ma di wo do vr za zo"
    )

    static let indonesian = TimeNames(
        months: "Januari Februari Maret April Mei Juni Juli Agustus September Oktober November "
            + "Desember",
        shortMonths: "Jan Feb Mar Apr Mei Jun Jul Agu Sep Okt Nov Des",
        weekdays: "Senin Selasa Rabu Kamis Jumat Sabtu Minggu",
        shortWeekdays: "Sen Sel Rab Kam Jum Sab Min"
    )
}
