extension RegionTable {
    /// +52: Mexico by area code.
    ///
    /// The zones are those since October 2022. 521 is the older form of a mobile number. Where an
    /// area has towns in two zones the larger town decides.
    static let mexico = """
        52 MX
        521 =52
        5222 5223 5224 5227 5228 5229 5231 5232 5233 5234 5235 5237 MX America/Mexico_City
        52311 52319 52323 52324 52325 52327 52389 52612 52613 52615 MX America/Mazatlan
        52329 MX America/Bahia_Banderas
        5238 5239 5241 5242 5243 5244 5245 5246 5247 5248 5249 5255 MX America/Mexico_City
        5256 5258 5259 5271 5272 5273 5274 5275 5276 5277 5278 5279 MX America/Mexico_City
        52614 52621 52625 52627 52628 52629 52635 52636 52639 52648 MX America/Chihuahua
        52616 52646 52658 52661 52663 52664 52665 52686 MX America/Tijuana
        52618 52671 52674 52675 52676 52677 5281 5282 5283 52841 52842 MX America/Monterrey
        52622 52623 52631 52632 52633 52634 52637 52638 52641 52642 MX America/Hermosillo
        52624 52660 52667 52668 52669 52672 52673 52687 52694 52695 MX America/Mazatlan
        52626 MX America/Ojinaga
        52643 52644 52645 52647 52651 52653 52662 MX America/Hermosillo
        52649 52652 52659 MX America/Chihuahua
        52656 52657 MX America/Ciudad_Juarez
        52696 52697 52698 MX America/Mazatlan
        52844 52861 52864 52866 52869 52870 52871 52872 52892 MX America/Monterrey
        52845 52846 5291 5292 5293 5294 5295 5296 5297 52992 52993 MX America/Mexico_City
        52862 52867 52868 52877 52878 52891 52894 52897 52899 MX America/Matamoros
        52938 52969 52981 52982 52985 52986 52988 52990 52991 52996 52997 MX America/Merida
        52983 52984 52987 52998 MX America/Cancun
        52994 52995 MX America/Mexico_City
        52999 MX America/Merida
        """
}
