import WallTime

/// The statuses in the languages of a report.
enum StatusLabels {
    /// Returns the labels of a language; none for English, whose words the statuses are.
    static func table(for locale: TimeLocale) -> ValueTable {
        let words = labels[locale.language] ?? []
        return ValueTable(zip(MessageStatus.words, words).map { ($0, $1) })
    }

    // In the order of the standard words.
    private static let labels: [String: [String]] = [
        "es": [
            "Aceptado", "Enviado", "Entregado", "Leído", "Reproducido", "Rechazado", "Eliminado",
        ],
        "pt": ["Aceito", "Enviado", "Entregue", "Lido", "Reproduzido", "Rejeitado", "Excluído"],
        "fr": ["Accepté", "Envoyé", "Distribué", "Lu", "Écouté", "Rejeté", "Supprimé"],
        "de": [
            "Angenommen", "Gesendet", "Zugestellt", "Gelesen", "Abgespielt", "Abgelehnt",
            "Gelöscht",
        ],
        "it": [
            "Accettato", "Inviato", "Consegnato", "Letto", "Riprodotto", "Rifiutato", "Eliminato",
        ],
        "nl": [
            "Aangenomen", "Verzonden", "Bezorgd", "Gelezen", "Afgespeeld", "Geweigerd",
            "Verwijderd",
        ],
        "id": ["Diterima", "Terkirim", "Tersampaikan", "Dibaca", "Diputar", "Ditolak", "Dihapus"],
    ]
}
