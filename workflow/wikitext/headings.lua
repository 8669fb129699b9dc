-- Headings of the sections that are apparatus, not text, by language.

local names = require 'names'

local headings = {
  ar = 'مراجع, المراجع, مصادر, المصادر, مراجع ومصادر, المراجع والمصادر, مصادر ومراجع, المصادر والمراجع, ملاحظات, هوامش, الهوامش, '
    .. 'ملاحظات ومراجع, هوامش ومراجع, انظر أيضا, انظر أيضًا, انظر أيضاً, اقرأ أيضا, اقرأ أيضًا, اقرأ أيضاً, طالع أيضا, طالع أيضًا, '
    .. 'وصلات خارجية, روابط خارجية, قراءات إضافية, قراءة إضافية, معرض صور, معرض الصور',
  bg = 'Бележки, Източници, Бележки и източници, Източници и бележки, Бележки под линия, Литература, Използвана литература, '
    .. 'Допълнителна литература, Библиография, Вижте също, Виж също, Външни препратки, Външни връзки, Препратки, Галерия',
  de = 'Einzelnachweise, Anmerkungen, Anmerkungen und Einzelnachweise, Einzelnachweise und Anmerkungen, Belege, Fußnoten, '
    .. 'Nachweise, Quellen, Quellen und Einzelnachweise, Literatur, Literatur und Quellen, Quellen und Literatur, '
    .. 'Weiterführende Literatur, Weblinks, Literatur und Weblinks, Weblinks und Literatur, Siehe auch, Galerie, Bildergalerie',
  en = 'Bibliography, Citations, External links, Footnotes, Further reading, Gallery, Notes, Notes and references, References, '
    .. 'References and notes, See also, Sources, Works cited',
  es = 'Referencias, Notas, Notas y referencias, Bibliografía, Véase también, Enlaces externos, Fuentes, Galería',
  fr = 'Notes et références, Références, Notes, Bibliographie, Voir aussi, Articles connexes, Liens externes, Sources, Annexes, Galerie',
  it = 'Note, Bibliografia, Voci correlate, Altri progetti, Collegamenti esterni, Fonti, Galleria d\'immagini',
  ja = '脚注, 注釈, 出典, 注, 脚注・出典, 注釈・出典, 注釈と出典, 出典・脚注, 参照, 参考文献, 参考資料, 参考, 関連文献, 関連項目, 外部リンク, ギャラリー, 画像',
  nl = 'Bronnen, Noten, Referenties, Voetnoten, Bronvermelding, Literatuur, Zie ook, Externe links, Externe link, Galerij',
  pl = 'Przypisy, Uwagi, Bibliografia, Zobacz też, Linki zewnętrzne, Galeria',
  pt = 'Referências, Notas, Notas e referências, Bibliografia, Ver também, Ligações externas, Fontes, Galeria',
  ru = 'Примечания, Литература, Ссылки, Источники, См. также, Галерея, Библиография',
  sv = 'Referenser, Noter, Källor, Litteratur, Se även, Externa länkar, Galleri',
  uk = 'Примітки, Література, Посилання, Джерела, Див. також, Галерея, Бібліографія',
  zh = '参考文献, 參考文獻, 参考资料, 參考資料, 注释, 註釋, 注脚, 註腳, 参见, 參見, 相关条目, 相關條目, 外部链接, 外部連結, 延伸阅读, 延伸閱讀, 图集, 圖集',
}

-- The names in a language, and in English, which is found on every wiki.
return { of = function(language) return names.of(headings, language, 'en') end }
