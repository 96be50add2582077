export * from '../../gis-data/catalogue/figure-words.ts';
