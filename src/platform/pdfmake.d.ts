// The part of pdfmake that draw-cards.ts uses. The published types bring in the whole of a browser's.
declare module 'pdfmake' {
  export type Content = string | { [property: string]: unknown }

  interface Pdfmake {
    setFonts(fonts: Record<string, { normal: string; bold: string }>): void
    setUrlAccessPolicy(allows: (url: string) => boolean): void
    setLocalAccessPolicy(allows: (path: string) => boolean): void
    createPdf(document: {
      pageSize: 'A4'
      pageMargins: number
      info: { title: string }
      defaultStyle: Record<string, unknown>
      header(page: number, pages: number): Content
      content: Content[]
    }): { getBuffer(): Promise<Uint8Array> }
  }

  const pdfmake: Pdfmake
  export default pdfmake
}
