extension RegionTable {
    /// The rest of +1: Canada, and the states and territories of the Caribbean and the Pacific.
    ///
    /// 867 covers three zones and is told apart only in the three capitals.
    static let canadaAndIslands = """
        1204 1431 1584 CA America/Winnipeg
        1226 1249 1263 1273 1289 1343 1354 1365 1367 1382 1416 1418 1437 CA America/Toronto
        1236 1250 1257 1604 1672 1778 CA America/Vancouver
        1242 BS
        1246 BB
        1264 AI
        1268 AG
        1284 VG
        1306 1474 1639 CA America/Regina
        1340 VI
        1345 KY
        1368 1403 1587 1780 1825 1867669 1867766 1867873 1867920 CA America/Edmonton
        1428 1506 CA America/Moncton
        1438 1450 1468 1514 1519 1548 1579 1581 1613 1647 1683 1705 1742 CA America/Toronto
        1441 BM
        1473 GD
        1600 1622 1633 1644 1655 1677 1688 1867 CA
        1649 TC
        1658 1876 JM
        1664 MS
        1670 MP
        1671 GU
        1684 AS
        1709 1879 CA America/St_Johns
        1721 SX
        1753 1807 1819 1873 1905 1942 CA America/Toronto
        1758 LC
        1767 DM
        1782 1902 CA America/Halifax
        1784 VC
        1787 1939 PR
        1809 1829 1849 DO
        1867393 1867456 1867633 1867667 1867668 CA America/Whitehorse
        1867975 1867979 CA America/Iqaluit
        1868 TT
        1869 KN
        """
}
